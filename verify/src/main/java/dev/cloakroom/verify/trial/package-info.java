/** What is tried, one class a question. Trials write down what they saw and decide nothing. */
@NullMarked
package dev.cloakroom.verify.trial;

import org.jspecify.annotations.NullMarked;
