/** The REST API: each class is one resource, its routes first. */
@org.jspecify.annotations.NullMarked
package dev.softservice.server.web.api;
