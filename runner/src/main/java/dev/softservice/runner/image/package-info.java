/** Container images as files: the form that hubs keep them in, and the archives that engines write and read. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.image;
