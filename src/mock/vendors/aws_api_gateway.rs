//! Amazon API Gateway: JSON with one member, `message`, and the kind of error in a header.

use super::{Vendor, VendorRequest, VendorResponse};

pub const VENDOR: Vendor = Vendor {
    name: "aws-api-gateway",
    title: "Amazon API Gateway",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
    codes: &super::codes::<_, { ERRORS.len() }>(ERRORS),
    bodyless: &[],
    respond,
};

/// The body to the last blank, and the value of `x-amzn-errortype`.
const ERRORS: &[(u16, (&str, &str))] = &[
    (400, (r#"{"message":"Bad Request"}"#, "BadRequestException")),
    (401, (r#"{"message":"Unauthorized"}"#, "UnauthorizedException")),
    (403, (r#"{"message":"Forbidden"}"#, "ForbiddenException")),
    (404, (r#"{"message":"Not Found"}"#, "NotFoundException")),
    (413, (r#"{"message":"Request Too Long"}"#, "RequestTooLargeException")),
    (
        415,
        (r#"{"message":"Unsupported Media Type"}"#, "UnsupportedMediaTypeException"),
    ),
    (429, (r#"{"message":"Too Many Requests"}"#, "TooManyRequestsException")),
    (
        500,
        (r#"{"message":"Internal server error"}"#, "InternalServerErrorException"),
    ),
    (
        502,
        (r#"{"message":"Internal server error"}"#, "InternalServerErrorException"),
    ),
    (503, (r#"{"message":"Service Unavailable"}"#, "ServiceUnavailableException")),
    (
        504,
        (r#"{"message": "Endpoint request timed out"}"#, "InternalServerErrorException"),
    ),
];

fn respond(request: &VendorRequest) -> VendorResponse {
    let (body, kind) = super::row(ERRORS, request.code).unwrap_or((r#"{"message":null}"#, "InternalServerErrorException"));
    VendorResponse::new("application/json", body.to_owned())
        .with("x-amzn-requestid", request.uuid(1))
        .with("x-amzn-errortype", kind)
        .with("x-amz-apigw-id", format!("{}=", request.base62(2, 15)))
}
