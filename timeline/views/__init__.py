"""The doors that speak HTTP to readers: each reads the question, asks the rules, and hands rows to a template."""
