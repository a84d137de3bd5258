"""Second factors: a code from an app, or a passkey. A passkey may also open the journal on its own device."""
