/** GitHub's dialect: which headers are signed how, what its payloads look like, where its API is. */
@org.jspecify.annotations.NullMarked
package dev.softservice.webhooks.github;
