/** The files of one distro, wherever they are kept: paths inside the repository, and a folder behind them. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.files;
