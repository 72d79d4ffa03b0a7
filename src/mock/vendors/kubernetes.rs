//! Kubernetes: lists, objects and `Status` of the API server. A client that doesn't ask for JSON gets the 404 of an ingress
//! without a matching rule.

use jiff::ToSpan;
use serde_json::{Map, Value, json};

use super::{SIMULATED, Vendor, VendorRequest, VendorResponse};
use crate::call::encoding;

pub const VENDOR: Vendor = Vendor {
    name: "kubernetes",
    title: "Kubernetes API server",
    source: "https://github.com/kubernetes/kubernetes/blob/master/staging/src/k8s.io/apimachinery/pkg/api/errors/errors.go",
    codes: &super::codes::<_, { STATUSES.len() }>(STATUSES),
    bodyless: &[],
    respond,
};

/// Reason and message. In a message, `PATH` stands for the path and `NAME` for its last segment.
const STATUSES: &[(u16, (&str, &str))] = &[
    (200, ("", "")),
    (201, ("", "")),
    (202, ("", "")),
    (400, ("BadRequest", "the server rejected our request for an unknown reason")),
    (401, ("Unauthorized", "Unauthorized")),
    (
        403,
        ("Forbidden", "forbidden: User \"system:anonymous\" cannot get path \"PATH\""),
    ),
    (404, ("NotFound", "the server could not find the requested resource")),
    (
        405,
        (
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
        ),
    ),
    (
        406,
        (
            "NotAcceptable",
            "only the following media types are accepted: application/json, application/yaml",
        ),
    ),
    (
        409,
        (
            "Conflict",
            "Operation cannot be fulfilled on \"NAME\": the object has been modified; \
             please apply your changes to the latest version and try again",
        ),
    ),
    (410, ("Expired", "too old resource version: 1 (2)")),
    (413, ("RequestEntityTooLarge", "Request entity too large: limit is 3145728")),
    (
        415,
        ("UnsupportedMediaType", "the body of the request was in an unknown format"),
    ),
    (422, ("Invalid", "\"NAME\" is invalid: spec: Required value")),
    (
        429,
        (
            "TooManyRequests",
            "the server has received too many requests and has asked us to try again later",
        ),
    ),
    (500, ("InternalError", "Internal error occurred: simulated")),
    (
        503,
        ("ServiceUnavailable", "the server is currently unable to handle the request"),
    ),
    (
        504,
        ("Timeout", "Timeout: request did not complete within the allotted timeout"),
    ),
];

/// The API's own kinds. The plural in a path is made from the kind, because no rule leads from `configmaps` to `ConfigMap`.
const KINDS: &str = "APIService Binding CertificateSigningRequest ClusterRole ClusterRoleBinding ClusterTrustBundle \
    ComponentStatus ConfigMap ControllerRevision CronJob CSIDriver CSINode CSIStorageCapacity CustomResourceDefinition \
    DaemonSet Deployment DeviceClass DeviceTaintRule Endpoints EndpointSlice Event FlowSchema HorizontalPodAutoscaler Ingress \
    IngressClass IPAddress Job Lease LeaseCandidate LimitRange LocalSubjectAccessReview MutatingAdmissionPolicy \
    MutatingAdmissionPolicyBinding MutatingWebhookConfiguration Namespace NetworkPolicy Node PersistentVolume \
    PersistentVolumeClaim Pod PodCertificateRequest PodDisruptionBudget PodGroup PodTemplate PriorityClass \
    PriorityLevelConfiguration ReplicaSet ReplicationController ResourceClaim ResourceClaimTemplate ResourceQuota \
    ResourceSlice Role RoleBinding RuntimeClass Secret SelfSubjectAccessReview SelfSubjectReview SelfSubjectRulesReview \
    Service ServiceAccount ServiceCIDR StatefulSet StorageClass StorageVersion StorageVersionMigration SubjectAccessReview \
    TokenReview ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding ValidatingWebhookConfiguration VolumeAttachment \
    VolumeAttributesClass Workload";

/// Kinds whose DELETE returns the object. That of all others returns a `Status`.
const RETURNED: &str = "CSIDriver CSINode DeviceClass DeviceTaintRule PersistentVolume PersistentVolumeClaim Pod PodTemplate \
    ResourceClaim ResourceClaimTemplate ResourceQuota ResourceSlice Service ServiceAccount StorageClass VolumeAttachment \
    VolumeAttributesClass";

fn respond(request: &VendorRequest) -> VendorResponse {
    let number = request.code.number();
    let segments = request.segments();
    // A proxy such as Rancher's may have a path of its own before the API's.
    let start = segments.iter().position(|segment| matches!(*segment, "api" | "apis"));
    let api = &segments[start.unwrap_or(0)..];
    if number == 404 && start.is_none() && !request.accepts_json {
        return VendorResponse::new("text/plain; charset=utf-8", "default backend - 404".to_owned());
    }
    let response = match number {
        200..300 => success(request, api),
        _ => json_response(&failure(request)),
    };
    let response = response
        .with("audit-id", request.uuid(1))
        .with("x-kubernetes-pf-flowschema-uid", request.uuid(2))
        .with("x-kubernetes-pf-prioritylevel-uid", request.uuid(3));
    match number {
        // Go's phrases.
        413 => response.reason(request, "Request Entity Too Large"),
        422 => response.reason(request, "Unprocessable Entity"),
        429 => response.with("retry-after", 1),
        _ => response,
    }
}

fn json_response(body: &Value) -> VendorResponse {
    VendorResponse::json("application/json", body)
}

fn failure(request: &VendorRequest) -> Value {
    let number = request.code.number();
    let (reason, message) = super::row(STATUSES, request.code).unwrap_or(("InternalError", "an error on the server"));
    let path = request.resource();
    let name = path.rsplit('/').next().unwrap_or("");
    // A message has at most one of the two. Only that one is replaced, because the caller's text may contain the other.
    let message = if message.contains("PATH") {
        message.replace("PATH", path)
    } else {
        message.replace("NAME", name)
    };
    let details = match number {
        409 | 422 => json!({"name": name}),
        429 | 503 => json!({"retryAfterSeconds": 1}),
        _ => json!({}),
    };
    json!({
        "kind": "Status",
        "apiVersion": "v1",
        "metadata": {},
        "status": "Failure",
        "message": message,
        "reason": reason,
        "details": details,
        "code": number,
    })
}

/// What the client libraries can read, by the path (<https://kubernetes.io/docs/reference/using-api/api-concepts/>).
fn success(request: &VendorRequest, api: &[&str]) -> VendorResponse {
    let body = match api {
        ["version"] => json!({
            "major": "1", "minor": "34", "gitVersion": "v1.34.0", "gitCommit": "", "gitTreeState": "clean",
            "buildDate": format!("{:.0}", request.now), "goVersion": "go1.24", "compiler": "gc", "platform": "linux/amd64",
        }),
        ["healthz" | "livez" | "readyz", ..] => return VendorResponse::new("text/plain; charset=utf-8", "ok".to_owned()),
        ["api"] => json!({"kind": "APIVersions", "versions": ["v1"], "serverAddressByClientCIDRs": []}),
        ["apis"] => json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": []}),
        ["apis", group] => {
            let version = json!({"groupVersion": format!("{group}/v1"), "version": "v1"});
            json!({"kind": "APIGroup", "apiVersion": "v1", "name": group, "versions": [version], "preferredVersion": version})
        }
        ["api", version] => resources(version),
        ["apis", group, version] => resources(&format!("{group}/{version}")),
        ["api", version, path @ ..] => return Resource::new("", (*version).to_owned(), path).respond(request),
        ["apis", group, version, path @ ..] => return Resource::new(group, format!("{group}/{version}"), path).respond(request),
        _ => succeeded(json!({})),
    };
    json_response(&body)
}

/// The resources of a version, none of which is named.
fn resources(version: &str) -> Value {
    json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": version, "resources": []})
}

fn succeeded(details: Value) -> Value {
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details})
}

/// What a path below `/api/v1` or `/apis/{group}/{version}` names.
struct Resource<'a> {
    group: &'a str,
    /// Group and version.
    version: String,
    namespace: Option<&'a str>,
    plural: &'a str,
    kind: String,
    name: Option<&'a str>,
    /// What follows the name: `scale`, `log`.
    subresource: Option<&'a str>,
    /// Whether the path is the older form of `?watch=true`.
    watches: bool,
}

impl<'a> Resource<'a> {
    fn new(group: &'a str, version: String, path: &[&'a str]) -> Self {
        let (watches, path) = match path {
            ["watch", rest @ ..] => (true, rest),
            path => (false, path),
        };
        // `status` and `finalize` are subresources of the namespace itself.
        let (namespace, path) = match path {
            ["namespaces", namespace, rest @ ..] if !matches!(rest, [] | ["status" | "finalize"]) => (Some(*namespace), rest),
            path => (None, path),
        };
        let plural = path.first().copied().unwrap_or("");
        let kind = KINDS
            .split_whitespace()
            .find(|kind| self::plural(kind) == plural)
            .map_or_else(|| capitalised(&super::singular(plural)), str::to_owned);
        Self {
            group,
            version,
            namespace,
            plural,
            kind: if group == "metrics.k8s.io" {
                format!("{kind}Metrics")
            } else {
                kind
            },
            name: path.get(1).copied(),
            subresource: path.get(2).copied(),
            watches,
        }
    }

    fn respond(&self, request: &VendorRequest) -> VendorResponse {
        let watches = self.watches
            || request
                .parameter("watch")
                .is_some_and(|value| value != "0" && !value.eq_ignore_ascii_case("false"));
        if watches && request.method == "GET" {
            // A watch during which nothing happens, and that ends at once.
            return VendorResponse::new("application/json", String::new());
        }
        let body = match (self.name, self.subresource, request.method) {
            (None, _, "DELETE") => succeeded(json!({"group": self.group, "kind": self.plural})),
            (None, _, "POST") => self.object(request, &self.kind),
            (None, ..) => json!({
                "kind": format!("{}List", self.kind),
                "apiVersion": self.version,
                "metadata": {"resourceVersion": "1"},
                "items": [],
            }),
            (_, Some("attach" | "exec" | "log" | "portforward" | "proxy"), _) => {
                return VendorResponse::new("text/plain", SIMULATED.concat());
            }
            (_, Some("scale"), _) => {
                let mut scale = self.object(request, "Scale");
                scale["apiVersion"] = json!("autoscaling/v1");
                scale
            }
            (_, Some("binding"), _) => self.object(request, "Binding"),
            (_, Some("eviction"), _) => succeeded(json!({})),
            (_, Some("token"), _) => {
                let mut token = self.object(request, "TokenRequest");
                let later = request.now.checked_add(1.hours()).unwrap_or(request.now);
                token["apiVersion"] = json!("authentication.k8s.io/v1");
                token["status"] = json!({"token": "simulated", "expirationTimestamp": format!("{later:.0}")});
                token
            }
            (Some(name), None, "DELETE") if !RETURNED.split_whitespace().any(|kind| kind == self.kind) => succeeded(json!({
                "name": decoded(name),
                "group": self.group,
                "kind": self.plural,
                "uid": request.uuid(4),
            })),
            _ => self.object(request, &self.kind),
        };
        json_response(&body)
    }

    /// An object of this kind: the one that the caller sent, or else the least that is valid.
    fn object(&self, request: &VendorRequest, kind: &str) -> Value {
        /// The most that is read of a body, in bytes.
        const MOST: usize = 64 * 1024;
        let sent: Option<Map<String, Value>> = match request.method {
            "POST" | "PUT" if request.body.len() <= MOST => serde_json::from_slice(request.body).ok(),
            _ => None,
        };
        let metadata = sent.as_ref().and_then(|sent| sent.get("metadata"));
        let text = |field: &str| metadata.and_then(|metadata| metadata[field].as_str());
        let name = match (self.name, text("name"), text("generateName")) {
            (Some(name), ..) => decoded(name),
            (None, Some(name), _) => name.to_owned(),
            (None, None, start) => format!("{}{}", start.unwrap_or("simulated-"), request.hex(5, 5)),
        };
        let mut metadata = metadata.and_then(Value::as_object).cloned().unwrap_or_default();
        metadata.insert("name".to_owned(), json!(name));
        if let Some(namespace) = self.namespace {
            metadata.insert("namespace".to_owned(), json!(decoded(namespace)));
        }
        metadata.insert("uid".to_owned(), json!(request.uuid(4)));
        metadata.insert("resourceVersion".to_owned(), json!("1"));
        metadata.insert("creationTimestamp".to_owned(), json!(format!("{:.0}", request.now)));
        let mut object = match sent {
            Some(sent) => Value::Object(sent),
            None => least(kind),
        };
        object["kind"] = json!(kind);
        object["apiVersion"] = json!(self.version);
        object["metadata"] = Value::Object(metadata);
        if kind.ends_with("AccessReview") {
            object["status"] = json!({"allowed": true});
        } else if kind == "TokenReview" {
            object["status"] = json!({"authenticated": true});
        }
        object
    }
}

/// What objects of these kinds must have besides `metadata`, or what clients wait for.
const LEAST: &str = r#"{
    "Binding": {"target": {"kind": "Node", "name": "simulated"}},
    "CertificateSigningRequest": {"spec": {"request": "", "signerName": "example.com/simulated"}},
    "ClusterRoleBinding": {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "simulated"}},
    "ClusterTrustBundle": {"spec": {"trustBundle": ""}},
    "ControllerRevision": {"data": {}, "revision": 1},
    "CronJob": {"spec": {"schedule": "0 * * * *", "jobTemplate": {"spec": {"template": {"spec": {"containers": []}}}}}},
    "CSIDriver": {"spec": {}},
    "CSINode": {"spec": {"drivers": []}},
    "CSIStorageCapacity": {"storageClassName": "simulated"},
    "CustomResourceDefinition": {"spec": {"group": "example.com", "scope": "Namespaced",
        "names": {"kind": "Simulated", "plural": "simulated"}, "versions": []}},
    "DaemonSet": {"spec": {"selector": {}, "template": {"spec": {"containers": []}}}},
    "Deployment": {"spec": {"replicas": 1, "serviceName": "simulated", "selector": {}, "template": {"spec": {"containers": []}}},
        "status": {"replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1}},
    "DeviceClass": {"spec": {}},
    "DeviceTaintRule": {"spec": {"taint": {"effect": "NoSchedule", "key": "simulated"}}},
    "EndpointSlice": {"addressType": "IPv4", "endpoints": []},
    "Event": {"involvedObject": {}, "eventTime": "2025-01-01T00:00:00.000000Z"},
    "FlowSchema": {"spec": {"priorityLevelConfiguration": {"name": "simulated"}}},
    "HorizontalPodAutoscaler": {"spec": {"maxReplicas": 1, "scaleTargetRef": {"kind": "Deployment", "name": "simulated"}}},
    "IPAddress": {"spec": {"parentRef": {"resource": "services", "name": "simulated"}}},
    "Job": {"spec": {"template": {"spec": {"containers": []}}}, "status": {"succeeded": 1}},
    "LeaseCandidate": {"spec": {"leaseName": "simulated", "binaryVersion": "1.0.0", "strategy": "OldestEmulationVersion"}},
    "Namespace": {"spec": {}, "status": {"phase": "Active"}},
    "Pod": {"spec": {"containers": [{"name": "main", "image": "simulated"}]}, "status": {"phase": "Running"}},
    "PodCertificateRequest": {"spec": {"nodeName": "simulated", "nodeUID": "", "podName": "simulated", "podUID": "", "serviceAccountName": "default",
        "serviceAccountUID": "", "signerName": "example.com/simulated", "stubPKCS10Request": ""}},
    "PriorityClass": {"value": 0},
    "PriorityLevelConfiguration": {"spec": {"type": "Exempt"}},
    "ReplicaSet": {"spec": {"replicas": 1, "serviceName": "simulated", "selector": {}, "template": {"spec": {"containers": []}}},
        "status": {"replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1}},
    "ReplicationController": {"spec": {"replicas": 1}, "status": {"replicas": 1}},
    "ResourceClaim": {"spec": {}},
    "ResourceClaimTemplate": {"spec": {"spec": {}}},
    "ResourceSlice": {"spec": {"driver": "simulated", "pool": {"name": "simulated", "generation": 1, "resourceSliceCount": 1}}},
    "RoleBinding": {"roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "simulated"}},
    "RuntimeClass": {"handler": "simulated"},
    "Scale": {"spec": {"replicas": 1}, "status": {"replicas": 1}},
    "StatefulSet": {"spec": {"replicas": 1, "serviceName": "simulated", "selector": {}, "template": {"spec": {"containers": []}}},
        "status": {"replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1}},
    "StorageClass": {"provisioner": "example.com/simulated"},
    "StorageVersion": {"spec": {}, "status": {}},
    "TokenRequest": {"spec": {"audiences": []}},
    "ValidatingAdmissionPolicyBinding": {"spec": {"policyName": "simulated", "validationActions": ["Deny"]}},
    "VolumeAttachment": {"spec": {"attacher": "simulated", "nodeName": "simulated", "source": {}}},
    "VolumeAttributesClass": {"driverName": "simulated"}
}"#;

fn least(kind: &str) -> Value {
    let all: Map<String, Value> = serde_json::from_str(LEAST).unwrap_or_default();
    match all.get(kind) {
        Some(least) => least.clone(),
        None if kind.ends_with("Review") => json!({"spec": {}}),
        None => json!({}),
    }
}

/// The plural of a kind in a path, by the rules of English that the API server goes by.
fn plural(kind: &str) -> String {
    let lower = kind.to_ascii_lowercase();
    if kind == "Endpoints" {
        return lower;
    }
    match lower.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o']) => format!("{stem}ies"),
        _ if lower.ends_with('s') => format!("{lower}es"),
        _ => format!("{lower}s"),
    }
}

fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

/// A segment of a path, decoded if it can be.
fn decoded(segment: &str) -> String {
    encoding::decode_segment(segment).map_or_else(|_| segment.to_owned(), |text| text.into_owned())
}
