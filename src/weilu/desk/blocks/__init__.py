"""What a block says: each module turns measured shapes into a finding and two lines of help.

Pure: the shapes of ``insight.shapes`` in, translated sentences out. No query, no clock.
"""
