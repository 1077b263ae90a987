package dev.cloakroom.server.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/**
 * What the HTTP engine refuses by itself, as the same problem documents that the routes answer: bad framing, a URI or
 * headers too large, a timeout. The engine's own message is dropped, it may quote the request; the connection ends,
 * because nobody can say where a next request on it would begin. Thread-safe.
 */
final class ProblemHandler implements Request.Handler {

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Problem problem = Problem.of(ProblemCode.forEngineStatus(status(request, response)));
        Edge.stamp(request, response);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.setStatus(problem.status());
        byte[] document = problem.document(RequestId.of(request));
        RequestReport.refused(request, problem.code());
        AccessLog.refused(request, document.length);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, document.length);
        // the engine leaves out the body of an answer to HEAD only where it could read the request
        boolean bodiless = HttpMethod.HEAD.is(request.getMethod());
        response.write(true, bodiless ? BufferUtil.EMPTY_BUFFER : ByteBuffer.wrap(document), callback);
        return true;
    }

    private static int status(Request request, Response response) {
        if (request.getAttribute(ErrorHandler.ERROR_EXCEPTION) instanceof HttpException refused) {
            return refused.getCode();
        }
        return response.getStatus();
    }
}
