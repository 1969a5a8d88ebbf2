# The same image as ./mvnw -Pimage package makes, for machines that have Docker and nothing else:
#   docker build -t spillway:0.1.0 .
FROM --platform=linux/amd64 eclipse-temurin:25-jdk AS build
WORKDIR /source
COPY . .
RUN apt-get update && ./mvnw -B -q -Pimage -Dmaven.test.skip=true -Dformat.skip=true package

FROM scratch
COPY --from=build /source/target/dist/system/ /
COPY --from=build /source/target/dist/spillway/ /opt/spillway/
ENV PATH=/opt/spillway/bin:/bin HOME=/tmp DJL_CACHE_DIR=/tmp/djl SPILLWAY_JAVA_OPTS=-XX:MaxRAMPercentage=70
USER 10001:10001
WORKDIR /results
VOLUME /tmp /results
ENTRYPOINT ["/opt/spillway/bin/spillway"]
