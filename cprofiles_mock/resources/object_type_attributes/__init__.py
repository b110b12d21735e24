"""The attributes that objects have: their names, values and statistics, all made on demand."""
