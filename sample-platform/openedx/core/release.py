"""
The release line of Open edX that this platform is laid out like.
"""

RELEASE_LINE = "teak"
