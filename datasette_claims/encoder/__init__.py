"""The encoder: a small multilingual network that marks quotes, speakers and cues; German and English."""
