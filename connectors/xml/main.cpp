#include "connectors/xml/xml_connector.hpp"

int main(int argc, char** argv) {
    samkat::xml::XmlConnector connector;
    return samkat::sdk::run_connector(argc, argv, connector);
}
