/** One turn of a conversation: the message is kept, the responder is asked, and its reply is kept. */
@NullMarked
package dev.cloakroom.server.chat;

import org.jspecify.annotations.NullMarked;
