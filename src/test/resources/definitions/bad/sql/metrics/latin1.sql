select 1
from größe
