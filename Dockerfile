# Builds Holdfast from a checkout and packs it with the Java of its own: docker build -t holdfast .
FROM maven:3.9-eclipse-temurin-25 AS build
WORKDIR /src
COPY . .
RUN mvn -q -pl dist -am -Dmaven.test.skip package

FROM debian:13-slim
COPY --from=build /src/dist/target/app /opt/holdfast
# The first start makes what makes others quick; so it becomes a part of the image.
RUN ln -s /opt/holdfast/bin/holdfast /usr/local/bin/holdfast && holdfast version
ENV HOLDFAST_CONFIG=/etc/holdfast/holdfast.yaml HOLDFAST_STATE=/var/lib/holdfast
VOLUME /var/lib/holdfast
EXPOSE 7420
ENTRYPOINT ["holdfast"]
CMD ["serve"]
