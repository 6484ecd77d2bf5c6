/**
 * One Mojo a goal: binds parameters, calls one operation, maps its outcome. The only room that sees
 * {@code org.apache.maven}.
 */
package io.github.dbguard.maven;
