"""`python -m hamkor.command` is the same as `hamkor`."""

import sys

from hamkor.command import main

sys.exit(main())
