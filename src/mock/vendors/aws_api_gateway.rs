//! Amazon API Gateway: one member, `message`, and the kind of error in a header.

use super::{Ask, Shape, Vendor};

pub const VENDOR: Vendor = Vendor {
    name: "aws-api-gateway",
    title: "Amazon API Gateway",
    source: "https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html",
    codes: &super::codes::<_, { ANSWERS.len() }>(ANSWERS),
    shape,
};

/// The body, blanks and all, and the value of `x-amzn-errortype`.
const ANSWERS: &[(u16, (&str, &str))] = &[
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

fn shape(ask: &Ask) -> Shape {
    let (body, kind) = super::row(ANSWERS, ask.code).unwrap_or((r#"{"message":null}"#, "InternalServerErrorException"));
    Shape::new("application/json", body.to_owned())
        .with("x-amzn-requestid", ask.uuid(1))
        .with("x-amzn-errortype", kind)
        .with("x-amz-apigw-id", format!("{}=", ask.base62(2, 15)))
}
