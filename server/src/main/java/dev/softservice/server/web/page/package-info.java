/** The pages: each class shows one thing; templates are in resources, and what they show is in records. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.web.page;
