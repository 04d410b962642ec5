/** Makes secrets that nobody gave, and hides all of them in text. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.secret;
