"""The messages and services of proto/: packages, enums, permissions, events."""

import subprocess
import tempfile

from house.tree import Finding

# Numbers of the options in candour/options.proto.
EVENT_OPTION, PERMISSION_OPTION, USUAL_PERMISSION_OPTION = 50101, 50104, 50107


def descriptors(tree):
    """Every file of proto/ as protoc reads it, with positions, by name."""
    if tree.descriptors is None:
        tree.descriptors = _read(tree)
    return tree.descriptors


def _read(tree):
    names = sorted(path for path in tree.files if path.startswith("proto/") and path.endswith(".proto"))
    if not names:
        return {}
    from google.protobuf import descriptor_pb2

    with tempfile.NamedTemporaryFile() as out:
        ran = subprocess.run(
            ["protoc", "--proto_path=proto", "--include_source_info",
             f"--descriptor_set_out={out.name}", *names],
            cwd=tree.root, capture_output=True, text=True,
        )
        if ran.returncode != 0:
            raise SystemExit(f"tidy: protoc cannot read proto/:\n{ran.stderr}")
        found = descriptor_pb2.FileDescriptorSet.FromString(out.read())
    return {file.name: file for file in found.file}


def line_of(file, *path):
    for location in file.source_code_info.location:
        if list(location.path) == list(path):
            return location.span[0] + 1
    return 1


def has_option(options, number):
    return any(field.field_number == number for field in options.UnknownFields())


def check(tree):
    limit = tree.settings["limits"]["messages_per_event_file"]
    for name, file in descriptors(tree).items():
        if not name.startswith("candour/"):
            continue
        path = f"proto/{name}"
        package = name.rpartition("/")[0].replace("/", ".")
        if file.package != package:
            yield Finding(path, line_of(file, 2), "proto-package",
                          f"package {file.package or '(none)'} in the folder of {package}")
        yield from _enums(path, file)
        yield from _services(path, file)
        if name.startswith("candour/events/"):
            yield from _events(path, file, limit)


def _enums(path, file):
    places = [(enum, (5, index)) for index, enum in enumerate(file.enum_type)]
    todo = [(message, (4, index)) for index, message in enumerate(file.message_type)]
    while todo:
        message, place = todo.pop()
        places += [(enum, (*place, 4, index)) for index, enum in enumerate(message.enum_type)]
        todo += [(nested, (*place, 3, index)) for index, nested in enumerate(message.nested_type)]
    for enum, place in places:
        first = enum.value[0]
        if first.number != 0 or not first.name.endswith("_UNSPECIFIED"):
            yield Finding(path, line_of(file, *place), "proto-enum",
                          f"{enum.name} begins with {first.name}: begin with ..._UNSPECIFIED = 0")


def _services(path, file):
    for at, service in enumerate(file.service):
        if has_option(service.options, USUAL_PERMISSION_OPTION):
            continue
        for index, method in enumerate(service.method):
            if not has_option(method.options, PERMISSION_OPTION):
                yield Finding(path, line_of(file, 6, at, 2, index), "proto-permission",
                              f"{service.name}.{method.name} declares no permission: add "
                              "option (permission)")


def _events(path, file, limit):
    if len(file.message_type) > limit:
        yield Finding(path, line_of(file, 4, limit), "proto-size",
                      f"{len(file.message_type)} messages, at most {limit}: part it by concern")
    for index, message in enumerate(file.message_type):
        if not has_option(message.options, EVENT_OPTION):
            yield Finding(path, line_of(file, 4, index), "proto-event",
                          f"{message.name} is no event: add option (event), or move the "
                          "value to candour/types")
