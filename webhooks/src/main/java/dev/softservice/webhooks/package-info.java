/**
 * Forges (GitHub, Gitea, Forgejo, GitLab) as the hub sees them. What comes in is verified on its raw bytes and only then read; what
 * goes out passes one guarded HTTP client. A delivery is never more than a hint that it is time to look.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.webhooks;
