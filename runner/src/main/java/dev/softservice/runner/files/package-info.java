/** What a process holds and keeps as files: locks, attachments, and what comes with the program. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.files;
