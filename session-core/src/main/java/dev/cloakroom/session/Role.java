package dev.cloakroom.session;

/** Whose part a message plays in a conversation. */
public enum Role {
    /** The person. */
    USER,
    /** The model or the backend that answers. */
    ASSISTANT,
    /** Instructions that frame the conversation. */
    SYSTEM,
    /** The result of a tool call. */
    TOOL
}
