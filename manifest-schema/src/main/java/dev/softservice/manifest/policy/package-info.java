/** The rules by which a branch is guarded: {@code .softservice/policy.yaml}. */
@org.jspecify.annotations.NullMarked
package dev.softservice.manifest.policy;
