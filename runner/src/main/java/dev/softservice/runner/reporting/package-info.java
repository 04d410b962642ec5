/** A finished run as files for people and programs: JUnit XML, CTRF JSON, one HTML page. */
@org.jspecify.annotations.NullMarked
package dev.softservice.runner.reporting;
