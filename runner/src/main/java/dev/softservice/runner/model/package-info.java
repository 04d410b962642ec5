/** What every part of the runner knows: a verdict, what a report holds, the steps and the limits of a run. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.model;
