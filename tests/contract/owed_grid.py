"""Every way in which a notice may be owed, and an account to which it may be."""

from __future__ import annotations

GRID = """\
[organisation]
time_zone = "{zone}"
[promise]
lead_days = {lead}
"""

ROW = """\
[[regime]]
id = "one"
name = "One"
regions = ["FR"]
classes = ["minor", "material", "material+consent"]
channel = "email"
lead_days = {lead}
timing = "{timing}"
consent = false
asks = "Tell people."
source = "Law one"
how = "text"
on = true
"""
