/** What a hub and its runners on other machines tell each other. Both are of the same version, so there is one form of each message. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.wire;
