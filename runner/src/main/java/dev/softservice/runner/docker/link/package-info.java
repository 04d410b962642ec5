@org.jspecify.annotations.NullMarked
package dev.softservice.runner.docker.link;
