/** The rules that branches are guarded by. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.policy;
