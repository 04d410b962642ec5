/** HTTP to addresses that users typed: rules for where it may go, enforced where the connection is dialled. */
@org.jspecify.annotations.NullMarked
package dev.softservice.webhooks.http;
