"""The vault: who can read what, by cryptography. Pure code: no web, no database, nothing of ours above it.

For somebody auditing it, in this order; each module needs only those before it:

 1. errors      the one thing a failed opening says
 2. aad         what every ciphertext is tied to: the table of domains and their ids
 3. envelope    AES-256-GCM, its header, and the padding that hides lengths
 4. hkdf        one key for each purpose, out of one secret
 5. secret      objects that neither print nor pickle
 6. keys        a person's root key, key pair and contribution key; rotation
 7. hpke        sealing to somebody's public key
 8. turns       a short queue in front of work that takes a core
 9. passphrase  preparing, judging and suggesting passphrases
10. derivation  Argon2id and what it costs
11. recovery    the printed code
12. slots       the two ways in: passphrase with pepper, recovery code
13. entries     one key per entry; its body, its head, comments kept with it
14. shares      a new copy under a new key, sealed to one reader
15. pins        the fingerprint somebody saw, remembered
16. rescue      a post that arrived while its author's journal was locked
17. unlocking   half a key in a cookie, half in a row
18. windows     a window's key, the rows sealed to it, and what a person remembers of their own
19. devices     what a passkey gives, as one more way in on its device
20. seeds       an authenticator app's seed
21. pairs       what two people in supervision work on together
22. records     a signed record: its key, who may open it, the chain over its versions
23. drafts      a comment that is not sent yet, under a key of its writer's own
24. searches    what somebody is asked to look for in their own journal, and what they choose to show

The vault page of the docs (docs/vault.md) says what this promises and what it does not.
"""
