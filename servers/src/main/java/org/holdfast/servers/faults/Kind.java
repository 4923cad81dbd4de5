package org.holdfast.servers.faults;

/// Which call of S3 a request is.
public enum Kind {
    PUT_OBJECT,
    UPLOAD_PART,
    UPLOAD_PART_COPY,
    COPY_OBJECT,
    CREATE_MULTIPART_UPLOAD,
    COMPLETE_MULTIPART_UPLOAD,
    ABORT_MULTIPART_UPLOAD,
    LIST_MULTIPART_UPLOADS,
    LIST_PARTS,
    GET_OBJECT,
    HEAD_OBJECT,
    HEAD_BUCKET,
    LIST_OBJECTS_V2,
    /// The first version of the listing.
    LIST_OBJECTS,
    DELETE_OBJECT,
    DELETE_OBJECTS,
    GET_BUCKET_VERSIONING,
    GET_BUCKET_LIFECYCLE,
    GET_BUCKET_LOCATION,
    /// Any other, or no S3 at all.
    OTHER
}
