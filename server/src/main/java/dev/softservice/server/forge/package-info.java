/**
 * Repositories that mirror one on a forge. Hooks and the poller do the same single thing: look at the forge, and make the hub's repository,
 * its pull requests and the forge's commit statuses agree with what is found. A hook is only a hint that it is time to look.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.forge;
