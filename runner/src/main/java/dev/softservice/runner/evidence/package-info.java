/**
 * What a release proves and how that is signed and checked: SSH signatures (Ed25519), the in-toto statement in its DSSE
 * envelope, and the text of a release tag. The hub signs with it, an end user's machine verifies with it. No I/O but key files.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.evidence;
