"""What is kept of a page between two requests, and how a change of its content is noticed.

`changes` sees each writing statement and records, in the same transaction, that content changed. `versions`
reads the sums of these records, once in a request. `fragments` and `pages` keep parts of pages and whole
pages under these versions, so that nothing needs to be deleted when something changes.
"""
