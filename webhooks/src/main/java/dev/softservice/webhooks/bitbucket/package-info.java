/** Bitbucket: the Cloud, and Data Center with Bitbucket Server before it. They share a name, and little else. */
@org.jspecify.annotations.NullMarked
package dev.softservice.webhooks.bitbucket;
