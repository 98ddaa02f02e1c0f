"""Who is meant: short forms, nicknames, "the model", "the company"; `resolve` orders the steps."""
