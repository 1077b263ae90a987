/** The command that tries a running deployment. {@link dev.cloakroom.verify.VerifyCommand} is the one door. */
@NullMarked
package dev.cloakroom.verify;

import org.jspecify.annotations.NullMarked;
