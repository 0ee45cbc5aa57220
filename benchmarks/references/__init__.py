"""What people would write today: straightforward, correct, and slow.

Nothing here is shared with the package but the numbers that go in. Each file says what it stands
for; each case holds its result to the package's.
"""
