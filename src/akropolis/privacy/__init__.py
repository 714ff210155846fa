"""Personal data: the record of processing, processors, impact assessments, and the requests of data subjects."""
