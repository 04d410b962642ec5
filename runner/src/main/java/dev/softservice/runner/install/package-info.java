/**
 * Services on an end user's own machine: fetch a release, believe it only when it is signed and proven, bring it up, keep it up to date,
 * and never lose its data. What is known of an installation is a folder; what runs of it carries the label {@code dev.softservice.install}.
 */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.install;
