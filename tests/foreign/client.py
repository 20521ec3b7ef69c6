"""Calls by path over a plain channel; every name is looked up in the descriptors of proto/."""

import uuid

import grpc
from google.protobuf import descriptor_pool, json_format, message_factory

COMMANDS = "candour.casework.v1"
TIMEOUT_S = 20


def message_class(full_name):
    descriptor = descriptor_pool.Default().FindMessageTypeByName(full_name)
    return message_factory.MessageFactory().GetPrototype(descriptor)


def method_taking(request_name):
    """The method whose request is the command of that name, wherever it is served."""
    request = descriptor_pool.Default().FindMessageTypeByName(f"{COMMANDS}.{request_name}")
    for service in request.file.services_by_name.values():
        if request_name in service.methods_by_name:
            return service.methods_by_name[request_name]
    raise KeyError(request_name)


def rejection_in(error):
    """The typed refusal that travels with a call's status, or None."""
    from candour.types.v1 import rejection_pb2
    from google.rpc import status_pb2

    for key, value in error.trailing_metadata() or ():
        if key == "grpc-status-details-bin":
            for detail in status_pb2.Status.FromString(value).details:
                rejection = rejection_pb2.Rejection()
                if detail.Unpack(rejection):
                    return rejection
    return None


class Client:
    """A channel to each service's address; whoever calls names the token to call with."""

    def __init__(self, addresses, tokens):
        self.channels = {service: grpc.insecure_channel(address)
                         for service, address in addresses.items()}
        self.tokens = tokens  # role -> token

    def close(self):
        for channel in self.channels.values():
            channel.close()

    def channel_to(self, service):
        """`service` is a full name: "candour.casework.v1.Boards" is served by casework."""
        return self.channels[service.split(".")[1]]

    def call(self, role, method, request):
        """A unary method, by its descriptor."""
        rpc = self.channel_to(method.containing_service.full_name).unary_unary(
            f"/{method.containing_service.full_name}/{method.name}",
            request_serializer=lambda message: message.SerializeToString(),
            response_deserializer=message_class(method.output_type.full_name).FromString,
        )
        metadata = [("authorization", f"Bearer {self.tokens[role]}")] if role else []
        return rpc(request, metadata=metadata, timeout=TIMEOUT_S)

    def record(self, role, method_name, /, **fields):
        """A method of the event log's own service."""
        service = descriptor_pool.Default().FindServiceByName("candour.record.v1.Record")
        method = service.methods_by_name[method_name]
        return self.call(role, method, message_class(method.input_type.full_name)(**fields))

    def health(self, service, of="candour.record"):
        import health_pb2

        rpc = self.channel_to(of).unary_unary(
            "/grpc.health.v1.Health/Check",
            request_serializer=health_pb2.HealthCheckRequest.SerializeToString,
            response_deserializer=health_pb2.HealthCheckResponse.FromString,
        )
        answer = rpc(health_pb2.HealthCheckRequest(service=service), timeout=TIMEOUT_S)
        return health_pb2.HealthCheckResponse.ServingStatus.Name(answer.status)

    def reflect(self, of, **question):
        import reflection_pb2

        rpc = self.channel_to(of).stream_stream(
            "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
            request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
            response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
        )
        request = reflection_pb2.ServerReflectionRequest(**question)
        return next(rpc(iter([request]), timeout=TIMEOUT_S))


class Office:
    """Acts in the name of one board: fills the header, and reads commands from plain values."""

    def __init__(self, client, tenant, board_id):
        self.client, self.tenant, self.board_id = client, tenant, board_id

    def command(self, name, fields):
        method = method_taking(name)
        request = message_class(method.input_type.full_name)()
        header = {
            "command_id": str(uuid.uuid4()),
            "board_id": self.board_id,
            "tenant": self.tenant,
        }
        json_format.ParseDict({"header": header, **fields}, request)
        return method, request

    def act(self, role, name, /, **fields):
        """Gives a command and returns what was accepted; raises grpc.RpcError on a refusal."""
        return self.client.call(role, *self.command(name, fields))

    def log_size(self):
        logs = self.client.record("service", "ListLogs").logs
        return next(log.size for log in logs if log.tenant == self.tenant)

    def drive_clock(self, moment):
        self.client.record("demonstration_driver", "DriveClock", tenant=self.tenant,
                           to_micros=int(moment.timestamp() * 1_000_000))
