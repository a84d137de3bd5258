"""Pages of identity: signing in and unlocking, enrolment, the account."""
