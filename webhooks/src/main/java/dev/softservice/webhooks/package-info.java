@org.jspecify.annotations.NullMarked
package dev.softservice.webhooks;
