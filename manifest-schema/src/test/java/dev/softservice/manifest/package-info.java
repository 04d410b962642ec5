@org.jspecify.annotations.NullMarked
package dev.softservice.manifest;
