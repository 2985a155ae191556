"""What takes too long for every day: `make torture`. A little of it is in the suite, in test_torture_in_small.py."""
