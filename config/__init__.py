"""The settings and the addresses of the site.

Whatever loads them has the garbage collector look seldom. Some hundred thousand objects stay as long as the process; at
Python's own pace, a tenth of a page's time and a seventh of a start went in looking at them again.
"""

import gc

gc.set_threshold(50_000, 10, 5)
