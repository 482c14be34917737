z6715_-----
r z BC-BRG--Bridge-Bolts   02-26 0500
^BC-BRG--Bridge-Bolts, 1st Ld-Writethru,416< 
^City counts every bolt of its bridge< 
^AP Photo GATK105, GATK106< 
^Eds: Call +49 30 5550 1236. With AP Photos.< 
^By CHARLES MUSTER= 
^AP Bridge Writer= 
	   ATLANTA (AP) _ The bridge is shut, officials said. 
	   ``We count every bolt,'' Anna Ackerbach said. Nobody has crossed it since Monday, when the first of its bolts fell.
 
	   UP NEXT 
	   Tolls. 
	   AP-WF-02-26-25 0337GMT<


z6716_-----
r z BC-BBO--Standings   02-26 0820
^BC-BBO--Standings<
^Standings<
	Altenrode;23;13;.639
	   AP-WF-02-26-25 0338GMT<


v4644_-----
r e AP-Top   02-26 0121
^*9006< ^AP-Top,0176<
^Top News
^City counts bolts
	   AP-WF-02-26-25 0339GMT<


